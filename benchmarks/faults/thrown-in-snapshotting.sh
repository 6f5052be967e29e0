# an exception is thrown in an operator, while it takes a snapshot
# shellcheck shell=bash disable=SC2034,SC2154
fault_thrown_in_snapshotting() {
    agent_fails snapshotting
    until_true 30 "the job's exceptions do not name the one in snapshotting within 30 s" has_exception "fault injected: snapshotting"
}
