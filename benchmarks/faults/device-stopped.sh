# one of four devices stands still for 20 s (SIGSTOP)
# long
# shellcheck shell=bash disable=SC2034,SC2154
fault_device_stopped() {
    kill -STOP -- "-$pid_device_3"
    sleep 20
    kill -CONT -- "-$pid_device_3"
    comes_back device-3
}
