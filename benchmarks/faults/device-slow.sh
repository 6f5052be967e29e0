# one of four devices has a tenth of its processor for 20 s
# shellcheck shell=bash disable=SC2034,SC2154
fault_device_slow() {
    hold_back 10 device-3
    sleep 20
    let_go
    comes_back device-3
}
