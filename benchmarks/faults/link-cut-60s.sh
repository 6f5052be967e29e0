# the link of one of four devices is cut for 60 s
# long
# links
# shellcheck shell=bash disable=SC2034,SC2154
fault_link_cut_60s() {
    require_links
    cut_link device-3
    sleep 60
    join_link device-3
    comes_back device-3
}
