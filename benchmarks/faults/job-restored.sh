# the job is cancelled, and goes on from its last checkpoint
# shellcheck shell=bash disable=SC2034,SC2154
fault_job_restored() {
    local last
    cancel_job
    since=$(milliseconds)
    last=$(last_checkpoint)
    submit -p 4 -s "file://${last%/}"
}
