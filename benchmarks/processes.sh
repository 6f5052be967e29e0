# What the checks and the lab share: the JDK, Flink's jars, and how the project's own classes are compiled. Sourced, by bash;
# $home is the project's folder.
# shellcheck shell=bash disable=SC2034,SC2154

java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# The packages that Flink needs opened on Java 17.
opens=()
for package in lang net io nio lang.reflect text time util util.concurrent \
    util.concurrent.atomic util.concurrent.locks; do
    opens+=("--add-opens=java.base/java.$package=ALL-UNNAMED")
done
opens+=("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED")

# For a process that lives for seconds.
brief=(-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC)

# Flink's lib/ folder, with the engine: DIR
flink_lib() {
    # Several options are several words.
    # shellcheck disable=SC2086
    mvn ${MAVEN_ARGS:-} -q -B -f "$home/deploy/flink/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$1"
}

# compile PACKAGE DIR [CLASS_PATH]: a package of the measurements' classes, and what it takes from others, without another run of Maven
compile() {
    "${java}c" -d "$2" -proc:none -sourcepath "$home/benchmarks/src/main/java" -cp "$home/job/target/decnn-job.jar:$home/job/target/lib/*${3:+:$3}" \
        "$home/benchmarks/src/main/java/org/decnn/benchmarks/$1"/*.java
}
