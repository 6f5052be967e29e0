# an exception is thrown in an operator, while it restores its state after another failure
# shellcheck shell=bash disable=SC2034,SC2154
fault_thrown_in_restoring() {
    : >"$work/faults/restoring"
    agent_fails processing
    until_true 60 "no TaskManager fails in restoring within 60 s" has_failed restoring
    until_true 30 "the job's exceptions do not name the one in restoring within 30 s" has_exception "fault injected: restoring"
}
