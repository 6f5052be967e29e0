# the disk that checkpoints go to is full for 15 seconds
# shellcheck shell=bash disable=SC2034,SC2154
# root
prepare_disk_full() {
    mkdir "$work/small"
    mount -t tmpfs -o size=16m tmpfs "$work/small" || fail "no disk of 16 MiB can be mounted on $work/small"
    trap 'code=$?; umount -l "$work/small"; clean "$code"' EXIT
    resubmit -D "execution.checkpointing.dir=file://$work/small"
}

fault_disk_full() {
    head -c 32M /dev/zero >"$work/small/filler" 2>/dev/null || true
    sleep 15
    rm "$work/small/filler"
    has_exception 'Exceeded checkpoint tolerable failure threshold' || fail "the job does not fail for want of a checkpoint"
    grep -q 'No space left on device' "$work/logs/jobmanager.log" || fail "the JobManager does not say that there is no space left"
}

restore_disk_full() {
    resubmit
    umount -l "$work/small"
    rmdir "$work/small"
    trap clean EXIT
}
