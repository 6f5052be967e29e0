# the job is stopped with a savepoint amid images, and goes on from it on two devices; so on one, and on four again
# long
# shellcheck shell=bash disable=SC2034,SC2154
fault_job_rescaled() {
    local devices
    for devices in 2 1 4; do
        stop_job
        since=$(milliseconds)
        # '-p 1' would not be taken for a wish.
        job_options=(--devices "$devices")
        submit -s "$savepoint"
        job_options=()
        placed_on "$devices"
        until_true 90 "no answer on $devices device(s) within 90 s" has_answered "$since"
    done
}
