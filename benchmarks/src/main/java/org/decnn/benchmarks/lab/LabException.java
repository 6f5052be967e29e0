package org.decnn.benchmarks.lab;

/**
 * The lab is not what it should be, or a system does not do what it should: nothing is measured.
 */
class LabException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LabException(String message) {
        super(message);
    }
}
