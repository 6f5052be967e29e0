# the job is cancelled, and starts without a checkpoint, at its group's offsets
# long
# shellcheck shell=bash disable=SC2034,SC2154
fault_group_offsets() {
    cancel_job
    # Where it ended between the commit of answers and that of offsets.
    repeats=yes
    submit -p 4
}
