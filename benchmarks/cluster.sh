# What the checks on real processes share: Kafka, a JobManager, TaskManagers and 'flink run' as processes of their own on this
# machine, the load, and what came out of it. Sourced, by bash with 'set -euo pipefail'; $home is the project's folder. A check
# calls begin, build, shard_network, configure and start_processes, then what it is about.
# shellcheck shell=bash disable=SC2034,SC2154

# Each process is the leader of a group, and goes with all that it started.
set -m

readonly HOST=${DECNN_NETWORK:-127.0.0.1}   # in a network of its own, where network.sh has made one
network=${network:-$home/models/decnn-resnet20-g4-strides-cifar10.onnx}
preset=${preset:-}
pictures=${pictures:-$home/demo/images}
keep=${keep:-}   # leaves the logs
ask_devices=     # whether placements are held to the devices' own gauge, too
# What a secured cluster has otherwise.
web=            # Flink's REST interface, http://… unless the check says
curl_options=()
tool_options=() # of the JVM
format_options=()
job_brokers=    # the listener that the job uses, if not the tools' own
job_options=()
rolling=        # Flink's logs go to files that roll, in $work/logs/NAME

work=
started=()   # process ids, to be ended with the script
current=     # the command that is waited for
checks=0

# --- Telling -------------------------------------------------------------------------------------

say() { printf '%4ds  %s\n' "$SECONDS" "$1"; }
holds() { checks=$((checks + 1)); say "ok: $1"; }
fail() {
    echo "${0##*/}: $1" >&2
    exit 1
}

# --- Ending --------------------------------------------------------------------------------------

# With the exit code, where the trap did something before.
clean() {
    code=${1:-$?}
    trap '' INT TERM
    trap - EXIT
    for pid in $current ${started[@]+"${started[@]}"}; do kill -9 -- "-$pid" || true; done 2>/dev/null
    wait 2>/dev/null || true
    if [ -n "$work" ] && [ -n "$keep" ]; then
        echo "${0##*/}: logs are in $work/logs" >&2
    elif [ -n "$work" ]; then
        if [ "$code" -ne 0 ]; then
            # The cause, for whoever has but this output.
            (cd "$work/logs" && grep -E -m 2 'Caused by:|OutOfMemory' ./*.log | cut -c 1-300 | head -n 12 >&2) || true
        fi
        rm -rf "$work"
    fi
    exit "$code"
}

# Makes $work, and sees to it that nothing is left behind.
begin() {
    trap clean EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    for command in "$java" "${java}c" mvn curl unzip; do
        command -v "$command" >/dev/null || fail "no $command: install it, or put it on the PATH"
    done
    work=$(mktemp -d "${TMPDIR:-/tmp}/decnn-${0##*/}.XXXXXX")
    mkdir "$work/logs" "$work/conf" "$work/tmp" "$work/sent" "$work/flink" "$work/tools"
}

# --- Processes -----------------------------------------------------------------------------------

# shellcheck source=benchmarks/processes.sh
source "$home/benchmarks/processes.sh"

# Waits in a way that a signal can end.
waited() {
    "$@" </dev/null &
    current=$!
    local result=0
    wait "$current" || result=$?
    current=
    return "$result"
}

# Starts a process for as long as this script runs: NAME COMMAND...
start() {
    local name=$1
    shift
    "$@" </dev/null >"$work/logs/$name.log" 2>&1 &
    started+=($!)
    eval "pid_${name//-/_}=$!"
}

# A class of the project, or of Kafka.
tool() {
    "$java" "${brief[@]}" ${tool_options[@]+"${tool_options[@]}"} "-Djava.io.tmpdir=$work/tmp" "-Dlog4j2.configurationFile=$home/conf/log4j2.properties" \
        -cp "$work/tools:$home/job/target/decnn-job.jar:$home/job/target/lib/*" "$@"
}

# Flink's processes and its client: jobmanager, taskmanager, run, …
flink() {
    FLINK_CONF_DIR=$work/conf FLINK_LIB_DIR=$work/flink FLINK_TMP_DIR=${tmp:-$work/tmp} FLINK_LOG_DIR=${rolling:+$work/logs/${name:-jobmanager}} \
        ${link:+nsenter "--net=/run/netns/$LAB-$link"} "$home/deploy/bin/flink" "$@"
}

job_manager() { start jobmanager flink jobmanager "$@"; }

# NAME OPTION...
task_manager() {
    local name=$1 link=
    shift
    if [ -n "${DECNN_NETWORK:-}" ] && has_link "$name"; then
        link=$name
        set -- -D "taskmanager.host=$(address_of "$name")" -D "taskmanager.bind-host=$(address_of "$name")" "$@"
    fi
    tmp=$work/tmp/$name start "$name" flink taskmanager -D "taskmanager.resource-id=$name" "$@"
}

# Ends it as a power cut does: NAME
kill_now() {
    local pid=pid_${1//-/_}
    { kill -9 -- "-${!pid}" && wait "${!pid}"; } 2>/dev/null || true
}

rest() { curl -fsS --max-time 10 ${curl_options[@]+"${curl_options[@]}"} "$web$1" 2>/dev/null; }

# until_true SECONDS 'what does not happen' COMMAND...
until_true() {
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || fail "$what"
        sleep 0.3
    done
}

is_open() { (exec 3<>"/dev/tcp/$HOST/$1") 2>/dev/null; }
has_slots() { [[ $(rest /overview) == *"\"slots-total\":$1,"* ]]; }
has_restarted() { [[ $(rest "/jobs/$1") =~ \"RESTARTING\":[1-9] ]]; }
has_state() { [[ $(rest "/jobs/$1") == *"\"state\":\"$2\""* ]]; }

# Below the ports that the system hands out itself.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        [[ " ${ports:-} " == *" $port "* ]] || is_open "$port" || break
    done
    ports="${ports:-} $port"
    printf -v "$1" %d "$port"
}

# --- Steps ---------------------------------------------------------------------------------------

build() {
    waited "$home/decnn" --version >/dev/null || fail "the project does not build"
    waited flink_lib "$work/flink" >"$work/logs/maven.log" 2>&1 ||
        fail "Flink's jars cannot be had: $(grep -m 1 ERROR "$work/logs/maven.log")"
    waited compile cluster "$work/tools"
    if unzip -l "$home/job/target/decnn-job.jar" | grep -qE ' (ai/onnxruntime|org/slf4j|org/apache/flink/(runtime|core|api))/'; then
        fail "decnn-job.jar holds classes of Flink, SLF4J or ONNX Runtime: they belong in Flink's lib/"
    fi
    holds "the job jar leaves Flink, logging and the engine to Flink's lib/"
}

# The model directory, $work/model: OPTION... of 'decnn shard'
shard_network() {
    waited "$home/decnn" shard "$network" ${preset:+--preset "$preset"} --out "$work/model" "$@" >"$work/logs/shard.log" 2>&1 ||
        fail "the network cannot be split: $(tail -n 1 "$work/logs/shard.log")"
}

# In place of what the configuration has: KEY VALUE
option() {
    sed -i "/^$1:/d" "$work/conf/config.yaml"
    echo "$1: $2" >>"$work/conf/config.yaml"
}

# The shipped configuration, what the model needs, and what is this cluster's own: OPTION... of 'decnn settings'
configure() {
    free_port rest_port
    free_port rpc_port
    free_port kafka_port
    free_port controller_port
    brokers=$HOST:$kafka_port
    web=http://$HOST:$rest_port
    cp "$home"/deploy/conf/* "$work/conf/"
    waited "$home/decnn" settings "$work/model" --small --max-pixels 4000000 "$@" >"$work/settings.yaml" 2>"$work/logs/settings.log" ||
        fail "no settings for the model: $(tail -n 1 "$work/logs/settings.log")"
    local key value
    while IFS=: read -r key value; do option "$key" "${value# }"; done <"$work/settings.yaml"
    # Jobs come and go.
    option taskmanager.memory.jvm-metaspace.size 192m
    option jobmanager.rpc.address "$HOST"
    option jobmanager.rpc.port "$rpc_port"
    option jobmanager.bind-host "$HOST"
    option rest.address "$HOST"
    option rest.bind-address "$HOST"
    option rest.port "$rest_port"
    option taskmanager.host "$HOST"
    option taskmanager.bind-host "$HOST"
    option execution.checkpointing.dir "file://$work/checkpoints"
    option execution.checkpointing.savepoint-dir "file://$work/savepoints"
    option metrics.fetcher.update-interval 1000
    option web.refresh-interval 1000
    cat >"$work/conf/kafka.properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@$HOST:$controller_port
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://$brokers,CONTROLLER://$HOST:$controller_port
log.dirs=$work/kafka
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=4194304
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
PROPERTIES
}

kafka() {
    start kafka "$java" -Xmx256m "-Djava.io.tmpdir=$work/tmp" "-Dlog4j2.configurationFile=$work/conf/log4j-console.properties" \
        -cp "$home/job/target/decnn-job.jar:$home/job/target/lib/*" kafka.Kafka "$work/conf/kafka.properties"
    until_true 60 "Kafka does not listen within 60 s" is_open "$kafka_port"
}

# Kafka, a JobManager, and $1 TaskManagers: device-1, device-2, …
start_processes() {
    waited tool kafka.tools.StorageTool format --config "$work/conf/kafka.properties" \
        --cluster-id DeCNNclusterCheck00000 ${format_options[@]+"${format_options[@]}"} >"$work/logs/format.log" 2>&1 ||
        fail "Kafka's folder cannot be made: $(tail -n 1 "$work/logs/format.log")"
    kafka
    job_manager
    local i
    for i in $(seq "$1"); do task_manager "device-$i"; done
    until_true 240 "$1 TaskManagers do not register within 240 s" has_slots "$1"
    holds "Kafka, a JobManager and $1 TaskManagers run, a process each"
}

images_topic() {
    waited tool org.decnn.benchmarks.cluster.TopicLoad --brokers "$brokers" --topic images --create "$1" \
        --pictures "$pictures" --sent "$work/none" || fail "the topic of images cannot be made"
}

# Submits and sets $job: OPTION... of 'flink run'. The job's further options are in the array job_options.
submit() {
    waited flink run -d "$@" "$home/job/target/decnn-job.jar" --model "file://$work/model" --brokers "${job_brokers:-$brokers}" \
        --images images --predictions predictions --dead-letters dead-letters --checkpoint-interval 1000 ${job_options[@]+"${job_options[@]}"} \
        >"$work/logs/submit.log" 2>&1 || fail "the job is not submitted: $(tail -n 1 "$work/logs/submit.log")"
    job=$(sed -n 's/^Job has been submitted with JobID //p' "$work/logs/submit.log")
    [ -n "$job" ] || fail "no job id in what 'flink run' says: $(tail -n 1 "$work/logs/submit.log")"
}

# Sets $savepoint, from which the job may go on. One that is just being dealt out to other devices is asked again.
stop_job() {
    local tries=5
    until waited flink stop "$job" >"$work/logs/stop.log" 2>&1; do
        grep -q 'Not all required tasks are currently running' "$work/logs/stop.log" && [ $((tries -= 1)) -gt 0 ] ||
            fail "the job does not stop: $(grep -m 1 'Caused by' "$work/logs/stop.log" || tail -n 1 "$work/logs/stop.log")"
        sleep 2
    done
    savepoint=$(sed -n 's/^Savepoint completed. Path: //p' "$work/logs/stop.log")
    [ -n "$savepoint" ] || fail "no savepoint in what 'flink stop' says: $(tail -n 1 "$work/logs/stop.log")"
}

cancel_job() {
    waited flink cancel "$job" >"$work/logs/cancel.log" 2>&1 || fail "the job cannot be cancelled: $(tail -n 1 "$work/logs/cancel.log")"
    until_true 30 "the job does not end within 30 s" has_state "$job" CANCELED
}

placed_on() {
    waited tool org.decnn.benchmarks.cluster.DeviceCheck --web "$web" --job "$job" \
        --devices "$1" --patience "${patience:-150}" ${ask_devices:+--ask-devices} >"$work/placed" || fail "the job $job does not run as it should"
    holds "$(cat "$work/placed")"
}

# What is sent is noted in $work/sent/FROM: FROM PER_SECOND OPTION...
start_load() {
    start "load-$1" tool org.decnn.benchmarks.cluster.TopicLoad --brokers "$brokers" --topic images \
        --pictures "$pictures" --from "$1" --per-second "$2" --sent "$work/sent/$1" "${@:3}"
}

# load FROM COUNT PER_SECOND, in the background
load() { start_load "$1" "$3" --count "$2"; }

# The same until load_ends: FROM PER_SECOND
load_on() {
    touch "$work/load-$1"
    start_load "$1" "$2" --while "$work/load-$1"
    until_true 60 "no images are sent within 60 s" test -s "$work/sent/$1"
}

load_ends() {
    local pid=pid_load_$1
    rm "$work/load-$1"
    all_sent "${!pid}" "$1"
}

all_sent() {
    wait "$1" || fail "the images cannot be sent: $(tail -n 1 "$work/logs/load-$2.log")"
}

# What came out is said in $work/outcomes, what is wrong with it on stderr: OPTION... of OutcomeCheck
outcome_check() {
    waited tool org.decnn.benchmarks.cluster.OutcomeCheck --brokers "$brokers" --predictions predictions \
        --dead-letters dead-letters --sent "$work"/sent/* --patience 90 "$@" >"$work/outcomes"
}

outcomes() {
    outcome_check || fail "what came out is not what was sent"
    holds "$1: $(cat "$work/outcomes")"
}

milliseconds() { date +%s%3N; }

# When each committed answer is seen, and when its image was sent, from now on.
watch_delays() {
    start answers tool org.decnn.benchmarks.cluster.AnswerDelays --brokers "$brokers" --predictions predictions \
        --dead-letters dead-letters
}

# Seconds from a moment to the first committed answer of an image that was sent after it: MILLISECONDS
first_answer() { awk -v since="$1" '/^[0-9]+ [0-9]+$/ && $2 + 0 > since + 0 { printf "%.1f", ($1 - since) / 1000; exit }' "$work/logs/answers.log"; }
is_answered() { [ -n "$(first_answer "$1")" ]; }

# Those of the job $job that are complete, the newest last; by number, not by time.
checkpoints_kept() { find "$work/checkpoints/$job" -name _metadata | sed 's/_metadata$//' | sort -t- -k2 -V; }
last_checkpoint() { checkpoints_kept | tail -n 1; }

# refused 'what is wrong' 'pattern of the line' OPTION... Options of 'flink run' itself are in the array run_options.
run_options=()
refused() {
    local what=$1 pattern=$2 code=0
    shift 2
    waited flink run -d ${run_options[@]+"${run_options[@]}"} "$home/job/target/decnn-job.jar" --model "file://$work/model" \
        --brokers "${job_brokers:-$brokers}" --predictions predictions --dead-letters dead-letters "$@" >"$work/refused" 2>&1 || code=$?
    [ "$code" -eq 2 ] || fail "$what: exit code $code, not 2; it says: $(head -n 3 "$work/refused")"
    [[ $* == *--verbose* ]] || [ "$(wc -l <"$work/refused")" -eq 1 ] || fail "$what: more than one line: $(head -n 5 "$work/refused")"
    grep -q -- "$pattern" "$work/refused" || fail "$what: the line does not say '$pattern': $(head -n 1 "$work/refused")"
    holds "$what: exit code 2 and '$(head -n 1 "$work/refused")'"
}
