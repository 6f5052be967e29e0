package org.decnn.job.kafka;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink to move a {@link KafkaImage} with its own serializer. It is never a key. */
public final class KafkaImageTypeInfo extends TypeInformation<KafkaImage> {
    @Override
    public Class<KafkaImage> getTypeClass() {
        return KafkaImage.class;
    }

    @Override
    public TypeSerializer<KafkaImage> createSerializer(SerializerConfig config) {
        return KafkaImageSerializer.INSTANCE;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof KafkaImageTypeInfo;
    }

    @Override
    public boolean equals(Object other) {
        return canEqual(other);
    }

    @Override
    public int hashCode() {
        return KafkaImageTypeInfo.class.hashCode();
    }

    @Override
    public String toString() {
        return "KafkaImage";
    }
}
