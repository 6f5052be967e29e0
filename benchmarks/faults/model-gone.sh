# the model directory is gone when a TaskManager dies and the job restarts; it comes back after 10 seconds
# shellcheck shell=bash disable=SC2034,SC2154
fault_model_gone() {
    mv "$work/model" "$work/model.away"
    kill_now device-2
    task_manager device-2
    until_true 60 "the job does not say within 60 s that the model is gone" has_exception "$work/model"
    sleep 10
    mv "$work/model.away" "$work/model"
}
