# the link of one of four devices is slowed to 1 Mbit/s for 20 s
# long
# links
# shellcheck shell=bash disable=SC2034,SC2154
fault_link_slow() {
    require_links
    slow_link device-3 1mbit
    sleep 20
    free_link device-3
    comes_back device-3
}
