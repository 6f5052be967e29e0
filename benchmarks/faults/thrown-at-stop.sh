# an exception is thrown in a stage that closes at 'flink stop', after the savepoint
# long
# shellcheck shell=bash disable=SC2034,SC2154
fault_thrown_at_stop() {
    : >"$work/faults/closing"
    if waited flink stop "$job" >"$work/logs/stop.log" 2>&1; then
        savepoint=$(sed -n 's/^Savepoint completed. Path: //p' "$work/logs/stop.log")
    else
        savepoint=$(grep -o 'savepoint has been created at: [^ ,]*' "$work/logs/stop.log" | head -n 1 | sed 's/.*: //')
    fi
    since=$(milliseconds)
    has_failed closing || fail "no stage fails while it closes"
    [ -n "$savepoint" ] || fail "'flink stop' names no savepoint: $(tail -n 5 "$work/logs/stop.log")"
    until_true 60 "the job does not end within 60 s" job_has_ended
    submit -p 4 -s "$savepoint"
}

job_has_ended() { has_state "$job" FAILED || has_state "$job" FINISHED; }
