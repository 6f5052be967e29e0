# a second TaskManager is killed with -9 while the job recovers from the first's death; both come back
# shellcheck shell=bash disable=SC2034,SC2154
fault_taskmanagers_killed_in_turn() {
    kill_now device-2
    until_true 60 "the job does not notice the death of device-2 within 60 s" has_left_running
    kill_now device-3
    task_manager device-2
    task_manager device-3
}

has_left_running() { ! has_state "$job" RUNNING; }
