package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.Value;
import dev.karat.engine.store.StoredRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a target should hold of a customer.
 *
 * @param live some system vouches for the customer; false once the profile is archived
 * @param wanted the customer is live and passes the target's filter
 * @param profile the whole golden profile
 * @param fields what the target is given of it; nothing if the customer is not wanted there
 */
record Wish(String goldenId, boolean live, boolean wanted, CustomerData profile, CustomerData fields) {
    /**
     * What one of several records of the customer is given: of the addresses of mail those come first that are not
     * just another one's. A vendor that takes an address once would refuse the second record that it is written into.
     */
    Wish of(StoredRecord record, List<StoredRecord> there) {
        Set<String> others = there.stream()
                .filter(other -> !other.key().equals(record.key()))
                .flatMap(other -> other.data().texts(Attribute.EMAILS).stream())
                .collect(Collectors.toSet());
        record.data().texts(Attribute.EMAILS).forEach(others::remove);
        List<String> given = fields.texts(Attribute.EMAILS);
        List<String> ordered =
                given.stream().sorted(Comparator.comparing(others::contains)).toList();
        return ordered.equals(given)
                ? this
                : new Wish(
                        goldenId,
                        live,
                        wanted,
                        profile,
                        fields.with(CustomerData.builder()
                                .put(Attribute.EMAILS, Value.texts(ordered))
                                .build()));
    }
}
