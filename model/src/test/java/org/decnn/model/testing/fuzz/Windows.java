package org.decnn.model.testing.fuzz;

import org.decnn.model.network.Window;

/** Windows of all kinds. */
final class Windows {

    private Windows() {}

    static Window convolution(Choices choices) {
        if (choices.once(2)) {
            int kernel = choices.of(1, 3, 3, 5);
            return Window.square(kernel, choices.of(1, 1, 2), kernel / 2);
        }
        return new Window(
                choices.between(1, 3),
                choices.between(1, 3),
                choices.of(1, 1, 2, 3),
                choices.of(1, 1, 2, 3),
                choices.below(3),
                choices.below(3),
                choices.below(3),
                choices.below(3),
                choices.of(1, 1, 2),
                choices.of(1, 1, 2),
                false);
    }

    /** No padding is as wide as the kernel, which runtimes refuse. */
    static Window pool(Choices choices) {
        int height = choices.between(1, 3);
        int width = choices.once(2) ? height : choices.between(1, 3);
        boolean square = choices.once(2);
        int stride = choices.of(1, 2, 2, 3);
        return new Window(
                height,
                width,
                stride,
                square ? stride : choices.between(1, 3),
                choices.below(height),
                choices.below(width),
                choices.below(height),
                choices.below(width),
                1,
                1,
                choices.once(2));
    }

    static Window dilated(Choices choices) {
        Window window = pool(choices);
        return new Window(
                window.kernelHeight(),
                window.kernelWidth(),
                window.strideHeight(),
                window.strideWidth(),
                window.padTop(),
                window.padLeft(),
                window.padBottom(),
                window.padRight(),
                choices.of(1, 1, 2),
                choices.of(1, 1, 2),
                window.ceil());
    }
}
