package org.decnn.job.kafka;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink.PrecommittingStatefulSinkWriter;
import org.apache.flink.util.ExceptionUtils;

/**
 * Kafka's writer that delivers exactly once, before it starts. The sink makes and starts one in a
 * single call: one that cannot start, as brokers do not answer or the task is cancelled meanwhile,
 * is out of reach then, with its client open. At each attempt that would be a thread, its
 * connections, and the classes of the job.
 *
 * @param sink of version 5.0 of the connector, whose own {@code restoreWriter} this does in steps
 */
record UnstartedWriter<T>(
        KafkaSink<T> sink, WriterInitContext context, Collection<KafkaWriterState> recovered) {

    private static final String WRITER =
            "org.apache.flink.connector.kafka.sink.ExactlyOnceKafkaWriter";

    /** Starts it, or one that delivers otherwise; what does not start is closed. */
    AnswerWriter<T> start() {
        try {
            if (of(sink, "deliveryGuarantee") != DeliveryGuarantee.EXACTLY_ONCE) {
                return new AnswerWriter<>(sink.restoreWriter(context, recovered));
            }
            AnswerWriter<T> writer = new AnswerWriter<>(made());
            try {
                call(writer.kafka(), "initialize");
            } catch (InvocationTargetException e) {
                writer.closeClient();
                ExceptionUtils.rethrow(e.getCause());
            }
            return writer;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "this version of Flink's connector for Kafka makes its writers otherwise: take"
                            + " flink-connector-kafka 5.0",
                    e);
        }
    }

    @SuppressWarnings("unchecked")
    private PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> made()
            throws ReflectiveOperationException {
        Object naming = of(sink, "transactionNamingStrategy");
        Constructor<?> constructor =
                Class.forName(WRITER, true, KafkaSink.class.getClassLoader())
                        .getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return (PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable>)
                constructor.newInstance(
                        of(sink, "deliveryGuarantee"),
                        of(sink, "kafkaProducerConfig"),
                        of(sink, "transactionalIdPrefix"),
                        context,
                        of(sink, "recordSerializer"),
                        context.asSerializationSchemaInitializationContext(),
                        call(naming, "getAbortImpl"),
                        call(naming, "getImpl"),
                        recovered);
    }

    private static Object of(KafkaSink<?> sink, String name) throws ReflectiveOperationException {
        Field field = KafkaSink.class.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(sink);
    }

    private static Object call(Object object, String name) throws ReflectiveOperationException {
        Class<?> declaring =
                object instanceof Enum<?> constant
                        ? constant.getDeclaringClass()
                        : object.getClass();
        Method method = declaring.getDeclaredMethod(name);
        method.setAccessible(true);
        return method.invoke(object);
    }
}
