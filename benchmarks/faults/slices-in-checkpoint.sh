# a checkpoint that holds slices in flight, as a device stood still for as long as a barrier waits, is restored on two devices
# long
# shellcheck shell=bash disable=SC2034,SC2154
fault_slices_in_checkpoint() {
    local tries=5
    until held_in_flight; do
        [ $((tries -= 1)) -gt 0 ] || fail "slices-in-checkpoint: no checkpoint holds what is in flight after a device stood still five times"
    done
    holds "checkpoint $in_flight holds $in_flight_bytes bytes that were between operators"
    since=$(milliseconds)
    job_options=(--devices 2)
    submit -s "file://$work/checkpoints/$job/chk-$in_flight"
    job_options=()
    placed_on 2
    until_true 90 "no answer on 2 devices within 90 s" has_answered "$since"
    resubmit
}
# Stops a device for longer than a barrier waits aligned (5 s), and less than its heartbeats may (7 s): cancels the job if a checkpoint
# overtook slices then, before three later ones have taken its place.
held_in_flight() {
    local found
    kill -STOP -- "-$pid_device_3"
    sleep 5.8
    kill -CONT -- "-$pid_device_3"
    for _ in $(seq 15); do
        sleep 0.2
        found=$(rest "/jobs/$job/checkpoints" | grep -oE '"id":[0-9]+,"status":"COMPLETED"[^{]*"persisted_data":[1-9][0-9]*' | head -n 1)
        [ -n "$found" ] || continue
        curl -fsS -X PATCH "$web/jobs/$job" || fail "the job cannot be cancelled"
        until_true 30 "the job does not end within 30 s" has_state "$job" CANCELED
        in_flight=$(sed 's/"id":\([0-9]*\).*/\1/' <<<"$found")
        in_flight_bytes=${found##*:}
        return
    done
    return 1
}
