# the JobManager is killed with -9, and starts again; the job is submitted from its last checkpoint
# shellcheck shell=bash disable=SC2034,SC2154
# long
fault_jobmanager_killed() {
    kill_now jobmanager
    job_manager
    until_true 120 "4 TaskManagers do not register again within 120 s" has_slots 4
    local last
    last=$(last_checkpoint)
    submit -p 4 -s "file://${last%/}"
}
