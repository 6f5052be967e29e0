package org.decnn.rewrite.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.decnn.model.onnx.ElementType.FLOAT16;
import static org.decnn.model.onnx.ElementType.FLOAT32;
import static org.decnn.model.onnx.ElementType.UINT8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.ExchangeKind;
import org.decnn.model.shard.PictureWire;
import org.decnn.model.shard.Transfer;
import org.decnn.model.shard.WireTypes;
import org.decnn.rewrite.evaluate.Accuracy;
import org.junit.jupiter.api.Test;

/** The search on networks whose rounding errors are made up. */
class WireSearchTest {

    private static final int PICTURES = 1000;

    /**
     * Two classes. Picture i is of class 0, and answered so with a margin of i thousandths; each
     * exchange takes its error from the margin.
     *
     * @param errors for each exchange, that of each type, in thousandths
     * @param tried what has been tried
     * @param sent what pictures were sent as in each try
     */
    private record MadeUp(
            List<Map<ElementType, Integer>> errors,
            List<List<ElementType>> tried,
            List<PictureWire> sent)
            implements WireTrial {

        @Override
        public List<Edge> exchanges() {
            List<Edge> edges = new ArrayList<>();
            for (int i = 1; i <= errors.size(); i++) {
                Transfer.Part part = new Transfer.Part("out", "in", FLOAT32, 100);
                Transfer transfer = new Transfer(i, 0, i + 1, 1, List.of(part));
                edges.add(
                        new Edge(
                                i,
                                i + 1,
                                List.of(ExchangeKind.SHUFFLE),
                                FLOAT32,
                                List.of(transfer)));
            }
            return edges;
        }

        @Override
        public int pictures() {
            return PICTURES;
        }

        @Override
        public int label(int picture) {
            return 0;
        }

        @Override
        public float[][] logits(WireTypes wires, int every) {
            List<ElementType> types = exchanges().stream().map(wires::of).toList();
            tried.add(types);
            sent.add(wires.picture());
            int error = 0;
            for (int i = 0; i < types.size(); i++) {
                error += errors.get(i).getOrDefault(types.get(i), 0);
            }
            float[][] logits = new float[PICTURES / every][];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = new float[] {i * every - error, 0};
            }
            return logits;
        }
    }

    private static MadeUp madeUp(List<Map<ElementType, Integer>> errors) {
        return new MadeUp(errors, new ArrayList<>(), new ArrayList<>());
    }

    @Test
    void uint8IsTakenWhereItKeepsTheAnswers() {
        MadeUp network = madeUp(List.of(Map.of(UINT8, 2), Map.of(UINT8, 3)));
        WireChoice choice = WireSearch.smallest(PictureWire.RGB, network);
        assertThat(choice.types()).containsExactly(UINT8, UINT8);
        assertThat(choice.agreeing()).isEqualTo(995);
        assertThat(choice.accuracy()).isEqualTo(new Accuracy(995, PICTURES));
        assertThat(choice.exact()).isEqualTo(new Accuracy(1000, PICTURES));
        assertThat(network.tried()).hasSize(2);
    }

    @Test
    void onlyTheExchangeThatNeedsItIsRaised() {
        WireChoice choice =
                WireSearch.smallest(
                        PictureWire.RGB,
                        madeUp(
                                List.of(
                                        Map.of(UINT8, 1),
                                        Map.of(UINT8, 70, FLOAT16, 2),
                                        Map.of(UINT8, 2))));
        assertThat(choice.types()).containsExactly(UINT8, FLOAT16, UINT8);
        assertThat(choice.agreement()).isEqualTo(.995);
    }

    @Test
    void anExchangeThatBearsNoRoundingStaysFloat32() {
        WireChoice choice =
                WireSearch.smallest(
                        PictureWire.RGB,
                        madeUp(List.of(Map.of(UINT8, 400, FLOAT16, 90), Map.of(UINT8, 80))));
        assertThat(choice.types()).containsExactly(FLOAT32, FLOAT16);
        assertThat(choice.agreement()).isEqualTo(1);
    }

    @Test
    void aLonelyExchangeIsNotRanked() {
        MadeUp network = madeUp(List.of(Map.of(UINT8, 40, FLOAT16, 1)));
        assertThat(WireSearch.smallest(PictureWire.RGB, network).types()).containsExactly(FLOAT16);
        assertThat(network.tried())
                .containsExactly(List.of(FLOAT32), List.of(UINT8), List.of(FLOAT16));
    }

    @Test
    void aNetworkWithoutExchangesNeedsNoChoice() {
        WireChoice choice = WireSearch.smallest(PictureWire.RGB, madeUp(List.of()));
        assertThat(choice.types()).isEmpty();
        assertThat(choice.agreement()).isEqualTo(1);
    }

    @Test
    void oneTypeIsMeasuredWhetherItAgreesOrNot() {
        MadeUp network = madeUp(List.of(Map.of(UINT8, 300)));
        WireChoice choice = WireSearch.of(UINT8, PictureWire.RGB, network);
        assertThat(choice.agreeing()).isEqualTo(700);
        assertThat(network.tried()).hasSize(2);
    }

    @Test
    void picturesThatLackChromaAreHeldToWholeOnes() {
        MadeUp network = madeUp(List.of(Map.of(UINT8, 2)));

        WireChoice choice = WireSearch.smallest(PictureWire.HALF_CHROMA, network);

        assertThat(network.sent()).containsExactly(PictureWire.RGB, PictureWire.HALF_CHROMA);
        assertThat(choice.wires().picture()).isEqualTo(PictureWire.HALF_CHROMA);
    }

    @Test
    void anAnswerThatIsNoNumberAgreesWithNothing() {
        MadeUp numbers = madeUp(List.of(Map.of()));
        WireTrial overflowing =
                new WireTrial() {
                    @Override
                    public List<Edge> exchanges() {
                        return numbers.exchanges();
                    }

                    @Override
                    public int pictures() {
                        return PICTURES;
                    }

                    @Override
                    public int label(int picture) {
                        return 0;
                    }

                    @Override
                    public float[][] logits(WireTypes wires, int every) {
                        float[][] logits = numbers.logits(wires, every);
                        if (wires.of(exchanges().get(0)) != FLOAT32) {
                            for (float[] answer : logits) {
                                answer[1] = Float.NaN;
                            }
                        }
                        return logits;
                    }
                };
        assertThat(WireSearch.of(FLOAT16, PictureWire.RGB, overflowing).agreeing()).isZero();
        assertThat(WireSearch.smallest(PictureWire.RGB, overflowing).types())
                .containsExactly(FLOAT32);
    }
}
