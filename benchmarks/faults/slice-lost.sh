# one slice of activations vanishes between two stages (--timeout 10000)
# shellcheck shell=bash disable=SC2034,SC2154
prepare_slice_lost() {
    job_options=(--timeout 10000)
    resubmit
}

fault_slice_lost() {
    agent_fails slice
    # The images of its batch, each of which is a dead letter that says so.
    incomplete=$((incomplete + 4))
    until_true 60 "no device says within 60 s which slice it lacks" grep -hq 'lacks slices from' "$work"/logs/device-*.log
    say "$(grep -ho 'Stage .* lacks slices from .*' "$work"/logs/device-*.log | head -n 1)"
}

restore_slice_lost() {
    [ "${lately[4]}" -gt 0 ] || fail "the image whose slice was lost is no dead letter"
    job_options=()
    resubmit
}
