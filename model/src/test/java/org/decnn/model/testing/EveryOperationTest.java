package org.decnn.model.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.decnn.model.network.Operation;
import org.junit.jupiter.api.Test;

/** What holds for every operation here holds for every operation there is. */
class EveryOperationTest {

    @Test
    void everyOperationThereIsOccurs() {
        Set<String> occurring = EveryOperation.kindsIn(EveryOperation.networks().values().stream());
        EveryOperation.ofPictures().stream()
                .map(Operation::getClass)
                .map(Class::getSimpleName)
                .forEach(occurring::add);

        assertThat(occurring).isEqualTo(names(EveryOperation.kinds()));
    }

    private static Set<String> names(Collection<Class<?>> types) {
        Set<String> names = new TreeSet<>();
        types.forEach(type -> names.add(type.getSimpleName()));
        return names;
    }
}
