# The lab's devices on one machine: a network namespace and a control group each, beside the machine's own network, which
# is not touched. Sourced, by bash. All names begin with decnn-lab, all addresses exist inside the namespaces alone.
# shellcheck shell=bash

readonly LAB=decnn-lab
readonly SUBNET=10.77.0   # hub .1, device i .(10 + i)

# --- Network: one bridge, and a pair of ends for the hub and for each device ---------------------------------------------

namespaces() { ip netns list 2>/dev/null | awk -v lab="$LAB-" 'index($1, lab) == 1 { print $1 }'; }

# network_up DEVICES
network_up() {
    local i
    ip netns add "$LAB-bridge"
    ip -n "$LAB-bridge" link add bridge type bridge
    ip -n "$LAB-bridge" link set bridge up
    # Frames are forwarded on the devices' cores: they must not go through the machine's packet filters besides.
    nsenter --net="/run/netns/$LAB-bridge" sh -c \
        'for filter in /proc/sys/net/bridge/bridge-nf-call-*; do [ ! -e "$filter" ] || echo 0 >"$filter"; done'
    attach hub "$SUBNET.1"
    for i in $(seq "$1"); do attach "device-$i" "$SUBNET.$((10 + i))"; done
}

# attach NAME ADDRESS: both ends are made where they belong, none passes through the machine's own network
attach() {
    ip netns add "$LAB-$1"
    ip -n "$LAB-$1" link add eth0 type veth peer name "$1" netns "$LAB-bridge"
    ip -n "$LAB-bridge" link set "$1" master bridge up
    ip -n "$LAB-$1" address add "$2/24" dev eth0
    ip -n "$LAB-$1" link set lo up
    # Driven by acknowledgements as on most boards, whatever this machine has; what paces by timers costs the devices' cores.
    # On a wire this short Cubic, which a namespace may not choose, is no other.
    nsenter --net="/run/netns/$LAB-$1" sh -c 'echo reno >/proc/sys/net/ipv4/tcp_congestion_control'
    ip -n "$LAB-$1" link set eth0 up
}

network_down() {
    local namespace
    for namespace in $(namespaces); do ip netns delete "$namespace"; done
}

# --- Control groups ------------------------------------------------------------------------------------------------------

is_v2() { [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; }

# Where the lab's groups lie, by controller; memory is under the caller's own group, so that its limit holds too.
group_of() {
    if is_v2; then
        echo "/sys/fs/cgroup/$LAB"
    elif [ "$1" = memory ]; then
        echo "/sys/fs/cgroup/memory$(awk -F: '$2 == "memory" { print $3 }' /proc/self/cgroup | sed 's|/$||')/$LAB"
    else
        echo "/sys/fs/cgroup/$1/$LAB"
    fi
}

controllers() { if is_v2; then echo unified; else echo cpu cpuacct cpuset memory; fi; }

# groups_up DEVICES DEVICES_A_CORE MEMORY_BYTES
groups_up() {
    local devices=$1 a_core=$2 memory=$3 cores controller i root
    mapfile -t cores < <(allowed_cores)
    for controller in $(controllers); do
        root=$(group_of "$controller")
        mkdir -p "$root" 2>/dev/null || { echo "the control group $root cannot be made"; return 1; }
    done
    if is_v2; then
        { echo +cpu +cpuset +memory >/sys/fs/cgroup/cgroup.subtree_control &&
            echo +cpu +cpuset +memory >"$root/cgroup.subtree_control"; } 2>/dev/null ||
            { echo "cgroup v2 gives no cpu, cpuset and memory controllers to /sys/fs/cgroup/$LAB: run as root outside a container"; return 1; }
    fi
    # The lab gets its cores before what else runs on the machine does; the devices before the hub.
    weight "$(group_of cpu)" most
    pin "$(group_of cpuset)" "$(IFS=,; echo "${cores[*]}")"
    for i in hub $(seq "$devices"); do
        for controller in $(controllers); do
            root=$(group_of "$controller")
            # Where two controllers share a mount the folder is there already.
            if [ "$i" = hub ]; then mkdir -p "$root/hub"; else mkdir -p "$root/device-$i"; fi
        done
        if [ "$i" = hub ]; then
            weight "$(group_of cpu)/hub" least
            pin "$(group_of cpuset)/hub" "$(IFS=,; echo "${cores[*]}")"
        else
            weight "$(group_of cpu)/device-$i" middle
            pin "$(group_of cpuset)/device-$i" "${cores[(i - 1) / a_core % ${#cores[@]}]}"
            if is_v2; then
                echo "$memory" >"$(group_of memory)/device-$i/memory.max"
            else
                echo "$memory" >"$(group_of memory)/device-$i/memory.limit_in_bytes"
            fi
        fi
    done
}

allowed_cores() {
    awk '/Cpus_allowed_list/ { print $2 }' /proc/self/status | tr , '\n' |
        while IFS=- read -r from to; do seq "$from" "${to:-$from}"; done
}

# weight GROUP least|middle|most
weight() {
    local v1 v2
    case $2 in
        least) v1=64 v2=6 ;;
        middle) v1=1024 v2=100 ;;
        most) v1=262144 v2=10000 ;;
    esac
    if is_v2; then echo "$v2" >"$1/cpu.weight"; else echo "$v1" >"$1/cpu.shares"; fi
}

# pin GROUP CORES
pin() {
    is_v2 || cat "$(dirname "$1")/cpuset.mems" >"$1/cpuset.mems"
    echo "$2" >"$1/cpuset.cpus"
}

# Ends what runs in the lab's groups, whoever made them, and removes them.
groups_down() {
    local group
    for _ in $(seq 50); do
        for group in $(remaining_groups); do
            xargs -r kill -9 <"$group/cgroup.procs" 2>/dev/null || true
            rmdir "$group" 2>/dev/null || true
        done
        [ -n "$(remaining_groups)" ] || return 0
        sleep 0.1
    done
    echo "control groups remain: $(remaining_groups)" >&2
}

# Innermost first.
remaining_groups() { find /sys/fs/cgroup -depth -type d -path "*/$LAB*" 2>/dev/null; }
