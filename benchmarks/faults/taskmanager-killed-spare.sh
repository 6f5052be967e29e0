# one of four TaskManagers is killed with -9, a fifth stands by
# long
# shellcheck shell=bash disable=SC2034,SC2154
prepare_taskmanager_killed_spare() {
    task_manager spare
    until_true 120 "the spare TaskManager does not register within 120 s" has_slots 5
}

fault_taskmanager_killed_spare() { kill_now device-2; }

restore_taskmanager_killed_spare() {
    task_manager device-2
    until_true 120 "device-2 does not register again within 120 s" has_slots 5
    kill_now spare
    until_true 60 "the spare is not missed within 60 s" has_slots 4
    placed_on 4
}
