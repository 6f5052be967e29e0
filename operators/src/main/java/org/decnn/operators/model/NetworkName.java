package org.decnn.operators.model;

import java.io.Serializable;
import java.util.regex.Pattern;
import org.decnn.model.network.NetworkException;

/**
 * What a job calls a network, so that it can run several. A network that is a job's only one needs
 * no name.
 */
public record NetworkName(String name) implements Serializable {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]*");

    /** Of a job's only network. */
    public static final NetworkName NONE = new NetworkName("");

    /**
     * @throws NetworkException if it is not made of letters, digits, dots, - and _
     */
    public NetworkName {
        if (!NAME.matcher(name).matches()) {
            throw new NetworkException(
                    "a network cannot be named '" + name + "': use letters, digits, '.', - and _");
        }
    }

    /** The name of something that each network of a job has one of. */
    public String of(String thing) {
        return name.isEmpty() ? thing : name + "-" + thing;
    }

    /** For the end of what is said of a network's part. */
    @Override
    public String toString() {
        return name.isEmpty() ? "" : " of network " + name;
    }
}
