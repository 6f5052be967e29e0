# 500 records are sent twice, with the same ids: each is an image, and answered
# long
# shellcheck shell=bash disable=SC2034,SC2154
fault_records_sent_twice() {
    local first=$next pass
    next=$((next + 1000000))
    for pass in first second; do
        start "load-twice" tool org.decnn.benchmarks.cluster.TopicLoad --brokers "$brokers" --topic images \
            --pictures "$pictures" --from "$first" --count 500 --per-second 60 --sent "$work/sent/$first-$pass"
        all_sent "$pid_load_twice" twice
    done
}
