package dev.karat.engine.match;

import dev.karat.engine.normalize.Email;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Hash;
import dev.karat.engine.normalize.Term;
import java.util.Arrays;
import java.util.List;

/** Counts how many records have which value. Not safe for several threads. */
@SuppressWarnings("EnumOrdinal") // The tables are ordered by position; nothing of it is stored.
public final class FrequencyCounter {
    private static final Frequency[] KINDS = Frequency.values();

    /**
     * Records of a usual stock of customers that every estimate is mixed with: a few hundred records do not show how
     * rare a value is in the world.
     */
    static final double PRIOR_RECORDS = 500;

    private static final long NOBODY = -1;

    private final LongLongMap[] counts = new LongLongMap[KINDS.length];
    private final long[] bearers = new long[KINDS.length];
    private final boolean customersKnown;
    private final int shard;
    private final int shards;
    /** Values that a given name was seen with, as long as customers are not known. */
    private final LongLongMap seen = new LongLongMap();
    /** What the customer that is being counted has, kind by kind, each once. */
    private long[] values = new long[64];

    private int size;

    /**
     * Counts one share of the values, so that several threads may each count theirs.
     *
     * @param customersKnown false while every record still counts as a customer of its own
     * @param shard which share, from 0
     * @param shards number of shares
     */
    public FrequencyCounter(boolean customersKnown, int shard, int shards) {
        this.customersKnown = customersKnown;
        this.shard = shard;
        this.shards = shards;
        for (int i = 0; i < KINDS.length; i++) {
            counts[i] = new LongLongMap();
        }
    }

    /** Counts one customer, as far as known: a value that several of its records have counts once. */
    public void add(List<Features> customer) {
        size = 0;
        for (Features of : customer) {
            add(of);
        }
    }

    private void add(Features of) {
        count(Frequency.GIVEN_NAME, Term.hashOf(of.given()));
        count(Frequency.FAMILY_NAME, Term.hashOf(of.family()));
        count(Frequency.FULL_NAME, NameComparer.fullName(of));
        count(Frequency.BIRTH_DATE, of.birthDate());
        count(Frequency.ADDRESS, PlaceComparer.addressHash(of));
        count(Frequency.STREET, Term.hashOf(of.street()));
        count(Frequency.POSTCODE, Term.hashOf(of.postcode()));
        count(Frequency.LOCALITY, Term.hashOf(of.locality()));
        count(Frequency.BIRTH_PLACE, Term.hashOf(of.birthPlace()));
        count(Frequency.OCCUPATION, Term.hashOf(of.occupation()));
        for (Term organization : of.organizations()) {
            count(Frequency.ORGANIZATION, organization.hash());
            for (int i = 0; i < organization.size(); i++) {
                count(Frequency.ORGANIZATION_WORD, organization.word(i).hash());
            }
        }
        contacts(of);
    }

    /**
     * Who shares an address or a number counts by the given name as long as customers are not known: one customer's ten
     * records are one bearer, whatever else they say. A record without a name is no new bearer.
     */
    private void contacts(Features of) {
        Term given = of.given();
        boolean named = given != null || of.organizations().length > 0;
        long name = given != null ? given.root() : named ? of.organizations()[0].hash() : NOBODY;
        for (Email email : of.emails()) {
            contact(Frequency.EMAIL, email.hash(), name);
            contact(Frequency.EMAIL_USER, email.user().hash(), name);
        }
        for (long phone : of.phones()) {
            contact(Frequency.PHONE, ContactComparer.localHash(phone), name);
        }
    }

    private void contact(Frequency kind, long value, long name) {
        if (!isMine(value)) {
            return;
        }
        if (name == NOBODY) {
            counts[kind.ordinal()].increment(value, 0);
        } else if (customersKnown) {
            count(kind, value);
        } else {
            long pair = Hash.join(TermFrequencies.key(kind, value), name);
            if (seen.get(pair) == LongLongMap.NONE) {
                seen.put(pair, 1);
                increment(kind, value);
            }
        }
    }

    private void count(Frequency kind, long value) {
        if (value != 0 && isMine(value) && isNew(kind, value)) {
            increment(kind, value);
        }
    }

    private boolean isMine(long value) {
        return shards == 1 || ((value * 0x9E3779B97F4A7C15L) >>> 33) % shards == shard;
    }

    /** True if the customer was not seen with the value. A customer has few, so they are looked through. */
    private boolean isNew(Frequency kind, long value) {
        for (int i = 0; i < size; i += 2) {
            if (values[i + 1] == value && values[i] == kind.ordinal()) {
                return false;
            }
        }
        if (size + 2 > values.length) {
            values = Arrays.copyOf(values, 2 * values.length);
        }
        values[size++] = kind.ordinal();
        values[size++] = value;
        return true;
    }

    private void increment(Frequency kind, long value) {
        counts[kind.ordinal()].increment(value, 1);
        bearers[kind.ordinal()]++;
    }

    /**
     * The share of each value. The pair that is weighed brings two of the count itself, so one is left out.
     *
     * @param shards all shares
     * @param base where frequencies of unknown values come from
     */
    static TermFrequencies frequencies(List<FrequencyCounter> shards, TermFrequencies base) {
        var builder = new TermFrequencies.Builder();
        for (Frequency kind : KINDS) {
            double all = PRIOR_RECORDS;
            for (FrequencyCounter shard : shards) {
                all += shard.bearers[kind.ordinal()];
            }
            builder.withDefault(kind, Math.min(1, unseen(kind, base) / all));
            for (FrequencyCounter shard : shards) {
                shard.shares(kind, all, base, builder);
            }
        }
        return builder.build();
    }

    private static double unseen(Frequency kind, TermFrequencies base) {
        return Math.max(kind.unseen(), base.defaultOf(kind) * PRIOR_RECORDS);
    }

    /** Most values have one bearer and are as frequent as one that was never seen; the others get a share of their own. */
    private void shares(Frequency kind, double all, TermFrequencies base, TermFrequencies.Builder into) {
        double unseen = unseen(kind, base);
        counts[kind.ordinal()].forEach((value, count) -> {
            double known = base.knows(kind, value) ? Math.pow(2, base.log2(kind, value)) : 0;
            if (count > 1 || known > 0) {
                double share = (Math.max(0, count - 1) + Math.max(unseen, known * PRIOR_RECORDS)) / all;
                into.put(kind, TermFrequencies.key(kind, value), Math.min(1, share));
            }
        });
    }
}
