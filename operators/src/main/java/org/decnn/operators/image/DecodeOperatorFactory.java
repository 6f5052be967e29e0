package org.decnn.operators.image;

import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.util.OutputTag;
import org.decnn.operators.flight.FlightPlan;
import org.decnn.operators.model.ModelRef;
import org.decnn.operators.slice.Activations;

/** Makes the {@linkplain DecodeOperator decoder} of each subtask. */
public final class DecodeOperatorFactory extends AbstractStreamOperatorFactory<Activations>
        implements OneInputStreamOperatorFactory<IncomingImage, Activations> {

    private static final long serialVersionUID = 1L;

    private final ModelRef model;
    private final DecodeLimits limits;
    private final FlightPlan flight;
    private final OutputTag<BatchHeaders> headers;
    private final OutputTag<RejectedImage> rejected;

    public DecodeOperatorFactory(
            ModelRef model,
            DecodeLimits limits,
            FlightPlan flight,
            OutputTag<BatchHeaders> headers,
            OutputTag<RejectedImage> rejected) {
        this.model = model;
        this.limits = limits;
        this.flight = flight;
        this.headers = headers;
        this.rejected = rejected;
    }

    @Override
    public <T extends StreamOperator<Activations>> T createStreamOperator(
            StreamOperatorParameters<Activations> parameters) {
        @SuppressWarnings("unchecked")
        T operator =
                (T)
                        new DecodeOperator(
                                parameters,
                                parameters.getMailboxExecutor(),
                                model,
                                limits,
                                flight,
                                headers,
                                rejected);
        return operator;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return DecodeOperator.class;
    }
}
