package org.decnn.model.testing.fuzz;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.decnn.model.network.AcrossChannels;
import org.decnn.model.network.Operation;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Window;
import org.decnn.model.testing.EveryOperation;

/** Every operation that there is, and what one looks like in a line. */
final class Operations {

    private Operations() {}

    /** All but the two that pictures are given when a model directory is written. */
    static Set<Class<?>> ofLayers() {
        return EveryOperation.kinds().stream()
                .filter(type -> type != AcrossChannels.Normalise.class)
                .filter(type -> type != AcrossChannels.FullChroma.class)
                .collect(Collectors.toSet());
    }

    static String described(Operation operation) {
        return operation.getClass().getSimpleName()
                + Arrays.stream(operation.getClass().getRecordComponents())
                        .map(component -> described(operation, component))
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(" ", "(", ")"));
    }

    private static String described(Operation operation, RecordComponent component) {
        Object value;
        try {
            value = component.getAccessor().invoke(operation);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        if (value instanceof Window window) {
            return described(window);
        } else if (value instanceof Tensor tensor) {
            return Arrays.toString(tensor.shape());
        } else if (value instanceof float[]) {
            return "";
        } else if (value instanceof int[] numbers) {
            return Arrays.toString(numbers);
        }
        return component.getName() + "=" + value;
    }

    private static String described(Window window) {
        return String.format(
                "%d×%d/%d,%d pad %d,%d,%d,%d dilation %d,%d%s",
                window.kernelHeight(),
                window.kernelWidth(),
                window.strideHeight(),
                window.strideWidth(),
                window.padTop(),
                window.padLeft(),
                window.padBottom(),
                window.padRight(),
                window.dilationHeight(),
                window.dilationWidth(),
                window.ceil() ? " ceil" : "");
    }
}
