package org.decnn.model.testing.fuzz;

/** Something that is not as it should be with a network. */
public final class Finding extends AssertionError {

    private static final long serialVersionUID = 1;

    private final String where;

    Finding(String where, String what, Throwable cause) {
        super(where + ": " + what, cause);
        this.where = where.replaceAll("over \\[[^]]*\\]", "split");
    }

    /** Which of the proofs fails, the same for the same fault of smaller networks. */
    public String where() {
        return where;
    }
}
