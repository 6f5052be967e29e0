# an exception is thrown in a stage, while it processes a slice
# shellcheck shell=bash disable=SC2034,SC2154
fault_thrown_in_processing() {
    agent_fails processing
    until_true 30 "the job's exceptions do not name the one in processing within 30 s" has_exception "fault injected: processing"
}
