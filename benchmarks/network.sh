# A network of its own for a check's cluster, in which each device has a link that can be cut and slowed: a namespace for each, and
# one for all else. Sourced before cluster.sh, by bash; $home is the project's folder. Nothing of it is seen from outside, and it
# goes with the last process in it.
# shellcheck shell=bash disable=SC2034,SC2154

readonly LINKS=4
readonly NETWORK_NEEDS="run as root, with iproute2 installed"

# Runs the script again inside; where that cannot be, it goes on as it is, without links: "$@" of the script
enter_network() {
    if [ -n "${DECNN_NETWORK:-}" ] || [ "$(id -u)" != 0 ] || ! command -v ip >/dev/null || ! command -v tc >/dev/null; then return; fi
    # Inside, Maven has but what it has fetched before.
    local fetched
    fetched=$(mktemp -d)
    "$home/decnn" --version >/dev/null
    # shellcheck source=benchmarks/processes.sh
    (source "$home/benchmarks/processes.sh" && flink_lib "$fetched")
    rm -rf "$fetched"
    # shellcheck disable=SC2086
    mvn ${MAVEN_ARGS:-} -q -B -f "$home/benchmarks/agent/pom.xml" package
    # What is mounted here is seen here alone: another such network may have the same names.
    exec unshare --mount bash -euc '
        mkdir -p /run/netns
        mount -t tmpfs namespaces /run/netns
        source "$1/benchmarks/lab/machine.sh"
        network_up "$2"
        shift 2
        export DECNN_NETWORK=$SUBNET.1 MAVEN_ARGS="${MAVEN_ARGS:-} -o"
        exec nsenter --net=/run/netns/$LAB-hub "$@"' network "$home" "$LINKS" "$0" "$@"
}

if [ -n "${DECNN_NETWORK:-}" ]; then
    # shellcheck source=benchmarks/lab/machine.sh
    source "$home/benchmarks/lab/machine.sh"
fi

has_link() { [ -e "/run/netns/$LAB-$1" ]; }
address_of() { echo "$SUBNET.$((10 + ${1#device-}))"; }

require_links() {
    [ -n "${DECNN_NETWORK:-}" ] || fail "devices have no links of their own here: $NETWORK_NEEDS"
}

# As a cable is pulled: NAME
cut_link() { ip -n "$LAB-bridge" link set "$1" down; }
join_link() { ip -n "$LAB-bridge" link set "$1" up; }

# Both ways: NAME RATE
slow_link() {
    tc -n "$LAB-bridge" qdisc replace dev "$1" root tbf rate "$2" burst 4kb latency 50ms
    tc -n "$LAB-$1" qdisc replace dev eth0 root tbf rate "$2" burst 4kb latency 50ms
}
free_link() {
    tc -n "$LAB-bridge" qdisc delete dev "$1" root
    tc -n "$LAB-$1" qdisc delete dev eth0 root
}
