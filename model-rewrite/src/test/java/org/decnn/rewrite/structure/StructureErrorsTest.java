package org.decnn.rewrite.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.decnn.model.network.NetworkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network that cannot be made is refused by the layer, with what to ask for instead. */
class StructureErrorsTest {

    @ParameterizedTest(name = "{0} groups {1} width {2}")
    @CsvSource({
        "RESNET20, 4, 1.3, conv1, width 1.25 (20 channels) or width 1.5 (24 channels)",
        "RESNET20, 3, 1, conv1, width 0.9375 (15 channels) or width 1.125 (18 channels)",
        "RESNET20, 32, 1, conv1, use width 2 (32 channels)",
        "RESNET20, 4, 0.1, conv1, use width 0.25 (4 channels)",
        "RESNET20, 1, 0.01, conv1, use width 0.0625 (1 channels)",
        "RESNET20, 2000000000, 1, conv1, use width 125000000",
        "RESNET50, 4, 1.7, conv1, width 1.6875 (108 channels) or width 1.75 (112 channels)",
        "VGG16, 5, 1, features.0, width 0.9375 (60 channels) or width 1.015625 (65 channels)",
        "RESNET34, 1, 1e12, conv1, use less",
        "RESNET34, 1, 1e6, conv1, smaller width",
        "VGG16, 1, 8, features.34, smaller width",
        "RESNET20, 0, 1, 1 group or more, use 1",
        "RESNET20, -4, 1, not -4, use 1",
        "RESNET20, 4, 0, not 0.0, use 1",
        "RESNET20, 4, NaN, NaN, use 1",
        "RESNET20, 4, Infinity, Infinity, use 1",
    })
    void groupsAndWidthThatDoNotFit(
            Structure structure, int groups, double width, String thing, String remedy) {
        assertThatThrownBy(
                        () -> structure.blank(new Decoupling(groups, width, Shuffles.NONE), 10, 32))
                .isInstanceOf(NetworkException.class)
                .hasMessageContainingAll(thing, remedy);
    }

    @Test
    void theWidthsThatAreNamedFit() {
        for (double width : new double[] {1.6875, 1.75}) {
            Decoupling named = new Decoupling(4, width, Shuffles.STAGES);

            assertThat(Structure.RESNET50.blank(named, 10, 32).layers()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RESNET50, 31, layer4.0.conv2, 32",
        "RESNET34, 31, layer4.0.conv1, 32",
        "RESNET20, 3, layer3.0.conv1, 4",
        "RESNET56, 0, layer3.0.conv1, 4",
        "VGG16, 31, features.43, 32",
    })
    void anInputThatTheStridesLeaveNothingOf(
            Structure structure, int input, String layer, int least) {
        Decoupling narrow = new Decoupling(1, .0625, Shuffles.NONE);

        assertThatThrownBy(() -> structure.blank(narrow, 10, input))
                .isInstanceOf(NetworkException.class)
                .hasMessageContainingAll("layer '" + layer + "'", "use an input of " + least);
        assertThat(structure.blank(narrow, 10, least).shapeOf(layer).area()).isEqualTo(1);
    }

    @Test
    void strideShufflesInANetworkThatOnlyPools() {
        Decoupling strides = new Decoupling(4, .25, Shuffles.STRIDES);

        assertThatThrownBy(() -> Structure.VGG16.blank(strides, 10, 32))
                .isInstanceOf(NetworkException.class)
                .hasMessageContainingAll("no strided convolutions", "--shuffles stages");
    }

    @Test
    void asManyWidthsAsThereAreStagesOrOne() {
        Decoupling three = new Decoupling(4, List.of(2., 1.5, 1.75), Shuffles.STAGES);

        assertThatThrownBy(() -> Structure.RESNET50.blank(three, 10, 32))
                .isInstanceOf(NetworkException.class)
                .hasMessageContainingAll("3 widths", "4 stages", "one for all");
    }

    @Test
    void aWidthThatDoesNotFitItsStage() {
        Decoupling uneven = new Decoupling(4, List.of(1., 1.3, 1.), Shuffles.STAGES);

        assertThatThrownBy(() -> Structure.RESNET20.blank(uneven, 10, 32))
                .isInstanceOf(NetworkException.class)
                .hasMessageContainingAll("'layer2'", "width 1.25 (40 channels)");
    }

    @Test
    void noClasses() {
        assertThatThrownBy(() -> Structure.RESNET20.blank(Decoupling.DENSE, 0, 32))
                .isInstanceOf(NetworkException.class)
                .hasMessageContainingAll("not 0", "ask for more");
    }
}
