# the job is cancelled, and starts from the checkpoint before the last: answers after that one come again
# long
# shellcheck shell=bash disable=SC2034,SC2154
fault_older_checkpoint() {
    local older
    cancel_job
    older=$(checkpoints_kept | tail -n 2 | head -n 1)
    repeats=yes
    submit -p 4 -s "file://${older%/}"
}
