# a checkpoint that holds slices in flight, as a device stood still for as long as a barrier waits, is restored on two devices
# long
# shellcheck shell=bash disable=SC2034,SC2154
fault_slices_in_checkpoint() {
    local tries=5
    until held_in_flight; do
        [ $((tries -= 1)) -gt 0 ] || fail "slices-in-checkpoint: five times the newest checkpoint held nothing that was in flight"
    done
    holds "${checkpoint##*/}, the newest checkpoint, holds $in_flight bytes that were between operators"
    since=$(milliseconds)
    job_options=(--devices 2)
    submit -s "file://$checkpoint"
    job_options=()
    placed_on 2
    until_true 90 "no answer on 2 devices within 90 s" has_answered "$since"
    resubmit
}

# Stops a device for longer than a barrier waits aligned (5 s), and less than its heartbeats may (7 s). Cancels the job if the checkpoint
# that waited holds slices: the device stands still again meanwhile, so that no other follows, and nothing comes again.
held_in_flight() {
    local before
    kill -STOP -- "-$pid_device_3"
    sleep 5.8
    before=$(last_checkpoint)
    kill -CONT -- "-$pid_device_3"
    for _ in $(seq 500); do
        [ "$(last_checkpoint)" = "$before" ] || break
        sleep 0.01
    done
    kill -STOP -- "-$pid_device_3"
    checkpoint=$(last_checkpoint)
    checkpoint=${checkpoint%/}
    sleep 1.2   # what the JobManager tells is a second old
    in_flight=$(rest "/jobs/$job/checkpoints" | grep -oE "\"id\":${checkpoint##*-},\"status\":\"COMPLETED\"[^{]*\"persisted_data\":[0-9]+" | sed 's/.*://' | head -n 1)
    [ "${in_flight:-0}" -eq 0 ] || curl -fsS -o "$work/cancelled" -X PATCH "$web/jobs/$job" || fail "the job cannot be cancelled"
    kill -CONT -- "-$pid_device_3"
    [ "${in_flight:-0}" -gt 0 ] || return 1
    until_true 30 "the job does not end within 30 s" has_state "$job" CANCELED
    # One more was complete before the device stood still.
    [ "$(last_checkpoint)" = "$checkpoint/" ] || repeats=yes
}
