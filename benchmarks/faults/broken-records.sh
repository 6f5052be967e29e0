# of 1,000 records (10,000 with --long) a third is broken, in 23 ways
# shellcheck shell=bash disable=SC2034,SC2154
fault_broken_records() {
    local first=$next count=1000
    [ -z "${long:-}" ] || count=10000
    next=$((next + 1000000))
    start_load "$first" 60 --count "$count" --spoilt-every 3 --kinds 23
    local pid=pid_load_$first
    all_sent "${!pid}" "$first"
}
