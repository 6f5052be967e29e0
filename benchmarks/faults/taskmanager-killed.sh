# one of four TaskManagers is killed with -9, no spare; it comes back
# shellcheck shell=bash disable=SC2034,SC2154
fault_taskmanager_killed() {
    kill_now device-2
    task_manager device-2
}
