# A Debian for aarch64 with a Java runtime, as a folder that an emulator reads: no program of it runs otherwise. Sourced, by bash, after cluster.sh.
# shellcheck shell=bash disable=SC2154

arm_root=${DECNN_ARM_ROOT:-/var/cache/decnn/arm64}

# What programs in it see of the processor: ONNX Runtime takes an x86 one's description for an error.
arm_cpuinfo() {
    local core
    for core in 0 1 2 3; do
        printf '%s\t: %s\n' processor "$core" BogoMIPS 108.00 Features "fp asimd evtstrm crc32 cpuid" "CPU implementer" 0x41 \
            "CPU architecture" 8 "CPU variant" 0x0 "CPU part" 0xd08 "CPU revision" 3
        echo
    done
}

# Makes it, unless it has been made.
arm_debian() {
    mkdir -p "$(dirname "$arm_root")"
    exec 8>"$arm_root.lock"
    flock 8
    if [ ! -f "$arm_root/complete" ]; then
        local mirror archive
        # Apt's own names, not the shell's.
        # shellcheck disable=SC2016
        mirror=$(apt-get indextargets --format '$(CREATED_BY) $(CODENAME) $(REPO_URI)' | sed -n 's/^Packages bookworm //p' | head -n 1)
        [ -n "$mirror" ] || fail "apt has no bookworm: run it on a Debian 12"
        rm -rf "$arm_root"
        waited debootstrap --foreign --variant=minbase --arch=arm64 --include=openjdk-17-jre-headless,libgomp1,libstdc++6,zlib1g \
            bookworm "$arm_root" "$mirror" >"$work/logs/debootstrap.log" 2>&1 ||
            fail "no Debian for arm64 can be made: $(tail -n 1 "$work/logs/debootstrap.log")"
        for archive in "$arm_root"/var/cache/apt/archives/*.deb; do
            # Its folders may be links here, and stay so.
            dpkg-deb --fsys-tarfile "$archive" | tar -x -C "$arm_root" --keep-directory-symlink
        done
        rm -rf "$arm_root/proc" "$arm_root"/var/cache/apt/archives/*.deb
        mkdir "$arm_root/proc"
        arm_cpuinfo >"$arm_root/proc/cpuinfo"
        touch "$arm_root/complete"
    fi
    flock -u 8
    exec 8>&-
}

# A folder to be JAVA_HOME: its java is emulated, and says at its start what it runs on. DIR
arm_java() {
    mkdir -p "$1/bin"
    cat >"$1/bin/java" <<SCRIPT
#!/bin/sh
exec qemu-aarch64-static -L "$arm_root" "$arm_root/usr/lib/jvm/java-17-openjdk-arm64/bin/java" -XshowSettings:properties "\$@"
SCRIPT
    chmod +x "$1/bin/java"
    "$1/bin/java" -version >"$work/logs/java.log" 2>&1 || fail "the emulated Java does not run: $(tail -n 1 "$work/logs/java.log")"
    grep -q 'os.arch = aarch64' "$work/logs/java.log" || fail "the emulated Java is not of aarch64: $(grep os.arch "$work/logs/java.log")"
}
