# an exception is thrown in a stage, while it is closed after another failure, which ends its TaskManager; it starts again
# shellcheck shell=bash disable=SC2034,SC2154
fault_thrown_in_closing() {
    : >"$work/faults/closing"
    agent_fails processing
    until_true 60 "no TaskManager fails in closing within 60 s" has_failed closing
    starts_again
}
