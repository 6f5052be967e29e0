# Faults, one a file in benchmarks/faults, and what is done around each: 'undergo NAME'. Sourced after benchmarks/cluster.sh, once the
# job $job runs on four TaskManagers, device-1 to device-4. A fault's file begins with what is done, as the table says it, and defines
#   fault_NAME     does it, under load, and brings the machine back to whole: the same names, device-1 to device-4, jobmanager, kafka
#   prepare_NAME   before there is load; may be left out
#   restore_NAME   when what came out has been counted; may be left out
# NAME with _ for -. It may set $since, the moment in ms that recovery is counted from (else that of the call), $job, where there is
# another, $devices_now, where the job runs on others than four, $repeats, where answers may come again, and add to $incomplete
# how many images may lack a slice.
# A line '# long' leaves it to --long, or to who asks for it by name; '# root' needs root, '# links' a network of its own (network.sh).
# shellcheck shell=bash disable=SC2034,SC2154

readonly FAULTS=$home/benchmarks/faults
readonly PER_SECOND=40

next=0           # number of the next load's first image
incomplete=0     # pictures that may be dead letters for want of a slice, so far
counted=(0 0 0 0 0)   # images, lost, repeated, changed, and lacking a slice as they may, so far
lately=()        # of these since the last count
repeats=         # whether answers may come again
wrong=           # whether something came out wrong

fault_names() { (cd "$FAULTS" && printf '%s\n' *.sh | sed 's/\.sh$//'); }
title_of() { sed -n '1s/^# //p' "$FAULTS/$1.sh"; }
is_marked() { sed -n '2,4p' "$FAULTS/$1.sh" | grep -qx "# $2"; }

# What a fault's file has for this, if anything: WHAT NAME
does() {
    local function=$1_${2//-/_}
    if declare -F "$function" >/dev/null; then "$function"; fi
}

# Lets TaskManagers that start from now on fail where they are asked to; after configure.
with_fault_agent() {
    # Several options are several words.
    # shellcheck disable=SC2086
    waited mvn ${MAVEN_ARGS:-} -q -B -f "$home/benchmarks/agent/pom.xml" package >"$work/logs/agent.log" 2>&1 ||
        fail "the agent does not build: $(grep -m 1 ERROR "$work/logs/agent.log")"
    mkdir "$work/faults"
    local options
    options=$(sed -n 's/^env.java.opts.taskmanager: \([^#]*\).*/\1/p' "$work/conf/config.yaml")
    option env.java.opts.taskmanager "$options -javaagent:$home/benchmarks/agent/target/decnn-fault-agent.jar=$work/faults"
}

# Has the agent in a TaskManager fail, once, and sees that it did: processing, snapshotting, restoring, closing or slice
agent_fails() {
    : >"$work/faults/$1"
    until_true 60 "no TaskManager fails in $1 within 60 s" has_failed "$1"
}

# What made the job fail, or a checkpoint of it, so far: PATTERN
has_exception() { grep -q -- "$1" <<<"$(rest "/jobs/$job/exceptions")"; }

# Stops the job, and starts it from there: OPTION... of 'flink run'; the job's own are in the array job_options.
resubmit() {
    stop_job
    submit -s "$savepoint" -p 4 "$@"
    placed_on 4
}

has_failed() { [ ! -e "$work/faults/$1" ] && grep -hq "fault injected: $1 in" "$work"/logs/device-*.log; }

# What systemd and Docker do, for a TaskManager that ends itself: waits for one, and starts it again.
starts_again() {
    ended=
    until_true 60 "no TaskManager ends within 60 s" one_has_ended
    task_manager "$ended"
}
one_has_ended() {
    local pid
    for ended in device-1 device-2 device-3 device-4; do
        pid=pid_${ended//-/_}
        kill -0 "${!pid}" 2>/dev/null || return 0
    done
    return 1
}

# Load until calm; the numbers of its images are its own.
under_load() {
    from=$next
    next=$((next + 1000000))
    begun=$(milliseconds)
    load_on "$from" "$PER_SECOND"
    until_true 60 "no image is answered within 60 s" is_answered "$begun"
}

calm() { load_ends "$from"; }

# Holds all that came out to what was sent, and adds a row of what came of it since the last: NAME TITLE SECONDS
count() {
    local now i
    rm -f "$work/counts"
    outcome_check --counts "$work/counts" --may-be-incomplete "$incomplete" || true
    [ -f "$work/counts" ] || fail "$1: what came out cannot be read"
    read -ra now <"$work/counts"
    for i in "${!now[@]}"; do lately[i]=$((now[i] - counted[i])); done
    counted=("${now[@]}")
    printf '%s\t' "$1" "$2" "${lately[@]:0:4}" >>"$work/rows"
    echo "$3" >>"$work/rows"
    say "$1: of ${lately[0]} images ${lately[1]} lost, ${lately[2]} repeated${repeats:+, as they may be}, ${lately[3]} changed"
    [ $((lately[1] + lately[3])) -eq 0 ] && { [ -n "$repeats" ] || [ "${lately[2]}" -eq 0 ]; } || wrong=yes
}

# Without a fault: the answers that all others are held to.
undisturbed() {
    under_load
    sleep 10
    calm
    count none "nothing: the answers that the others are held to" –
}

# NAME
undergo() {
    local seconds title
    title=$(title_of "$1")
    devices_now=4
    repeats=
    # shellcheck source=/dev/null
    source "$FAULTS/$1.sh"
    does prepare "$1"
    under_load
    say "$1: $title"
    since=$(milliseconds)
    "fault_${1//-/_}"
    until_true 180 "$1: no image sent after it is answered within 180 s" is_answered "$since"
    seconds=$(first_answer "$since")
    holds "$1: the first answer after $seconds s"
    placed_on "$devices_now"
    calm
    count "$1" "$title" "$seconds"
    does restore "$1"
}

# The rows as a table in Markdown, a fault a row: median (least–greatest) of the seconds where there are several.
table() {
    echo "| fault | injected | images | lost | repeated | answers changed | seconds to the first answer after |"
    echo "|---|---|---|---|---|---|---|"
    awk -F '\t' '
        !($1 in times) { order[++faults] = $1 }
        { title[$1] = $2; images[$1] += $3; lost[$1] += $4; repeated[$1] += $5; changed[$1] += $6; seconds[$1, ++times[$1]] = $7 }
        function spread(name, n,    i, j, v, swap, middle) {
            for (i = 1; i <= n; i++) v[i] = seconds[name, i]
            if (n == 1) return v[1]
            for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j - 1] + 0 > v[j] + 0; j--) { swap = v[j]; v[j] = v[j - 1]; v[j - 1] = swap }
            middle = n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
            return sprintf("%.1f (%s–%s)", middle, v[1], v[n])
        }
        END {
            for (i = 1; i <= faults; i++) {
                name = order[i]
                printf "| %s | %s | %d | %d | %d | %d | %s |\n", title[name], name == "none" ? "–" : times[name], images[name], \
                    lost[name], repeated[name], changed[name], spread(name, times[name])
            }
        }' "$work/rows"
}

# Whether any answer has come since a moment, of images that waited, too: MILLISECONDS
has_answered() { [ "$(tail -n 1 "$work/logs/answers.log" | sed 's/ .*//')" -gt "$1" ]; }

# A board that was given up ends its process, and is started again as systemd does; one that was not goes on: NAME
comes_back() {
    until_true 120 "$1 neither ends nor registers again within 120 s" has_ended_or_registered "$1"
    if has_ended "$1"; then task_manager "$1"; fi
}
has_ended() {
    local pid=pid_${1//-/_}
    ! kill -0 "${!pid}" 2>/dev/null
}
has_ended_or_registered() { has_ended "$1" || has_slots 4; }

# Lets boards run for so many of a hundred parts of the time, as a kernel does where there is a quota, until let_go: PERCENT NAME...
hold_back() {
    local groups=() name pid
    for name in "${@:2}"; do
        pid=pid_${name//-/_}
        groups+=("-${!pid}")
    done
    touch "$work/held"
    start holding hold_in_turn "$work/held" "$(printf '0.%03d' "$1")" "$(printf '0.%03d' $((100 - $1)))" "${groups[@]}"
}
# FILE SECONDS_TO_RUN SECONDS_TO_STAND GROUP...
hold_in_turn() {
    while [ -e "$1" ]; do
        kill -STOP -- "${@:4}"
        sleep "$3"
        kill -CONT -- "${@:4}"
        sleep "$2"
    done
}
let_go() {
    rm "$work/held"
    wait "$pid_holding"
}
