package dev.karat.engine.normalize;

import org.apache.commons.codec.language.DoubleMetaphone;
import org.jspecify.annotations.Nullable;

/**
 * Shares equal terms, so that the names of a million records take the memory of the distinct ones and most comparisons
 * are one comparison of references. Beyond its limit it goes on working without sharing. Safe for several threads.
 */
public final class TermTable {
    /** Shared terms at most, if not said otherwise; beyond it terms are created anew. */
    public static final int TERMS_MAX = 2_000_000;
    /** Words of one term that are kept, at most; what follows is cut off. */
    static final int WORDS_MAX = 12;

    private static final int STRIPES = 64;
    private static final int SOUND_LENGTH = 5;

    private final Stripe[] stripes = new Stripe[STRIPES];
    private final int termsMaxPerStripe;
    private final Nicknames nicknames;

    public TermTable() {
        this(TERMS_MAX);
    }

    public TermTable(int termsMax) {
        this.termsMaxPerStripe = Math.max(1, termsMax / STRIPES);
        this.nicknames = Nicknames.standard();
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    /** The term of a folded text, or null if the text is empty. */
    public @Nullable Term term(String folded) {
        return folded.isEmpty() ? null : intern(folded);
    }

    /** The term of a folded text that is not empty. */
    Term intern(String folded) {
        long hash = Hash.of(folded);
        Stripe stripe = stripes[(int) (hash & (STRIPES - 1))];
        Term known = stripe.get(hash, folded);
        return known != null ? known : stripe.put(create(folded), termsMaxPerStripe);
    }

    private Term create(String folded) {
        int blank = folded.indexOf(' ');
        if (blank < 0) {
            Term reading = HanWords.isIn(folded) ? reading(folded) : null;
            int sound = reading == null ? sound(folded) : reading.phonetic();
            return new Term(folded, sound, nicknames.groups(folded), null, reading);
        }
        String[] parts = folded.split(" ", WORDS_MAX + 1);
        Term[] words = new Term[Math.min(parts.length, WORDS_MAX)];
        for (int i = 0; i < words.length; i++) {
            words[i] = intern(parts[i]);
        }
        return new Term(
                folded,
                words[0].phonetic(),
                words[0].size() == 1 ? nicknames.groups(parts[0]) : Term.NO_NICKNAMES,
                words,
                null);
    }

    /** How the transliteration reads a word in Han characters, or null if it cannot read all of it. */
    private @Nullable Term reading(String word) {
        String read = TextFolder.fold(word).replace(" ", "");
        return read.isEmpty() || HanWords.isIn(read) ? null : intern(read);
    }

    private static int sound(String word) {
        if (!Character.isLetter(word.charAt(0))) {
            return 0;
        }
        // The codec keeps a mutable length, so each call has its own; the result is kept with the shared term.
        var metaphone = new DoubleMetaphone();
        metaphone.setMaxCodeLen(SOUND_LENGTH);
        String code = metaphone.doubleMetaphone(word);
        return code == null || code.isEmpty() ? 0 : code.hashCode();
    }

    /** One open-addressed part of the table. */
    private static final class Stripe {
        private @Nullable Term[] slots = new Term[64];
        /** Hashes of the terms: most terms are told apart by them, without a look at the terms. */
        private long[] hashes = new long[64];

        private int size;

        synchronized @Nullable Term get(long hash, String text) {
            for (int i = start(hash, slots.length); ; i = (i + 1) & (slots.length - 1)) {
                Term term = slots[i];
                if (term == null) {
                    return null;
                }
                if (hashes[i] == hash && term.text().equals(text)) {
                    return term;
                }
            }
        }

        synchronized Term put(Term term, int sizeMax) {
            Term known = get(term.hash(), term.text());
            if (known != null || size >= sizeMax) {
                return known == null ? term : known;
            }
            if (2 * size >= slots.length) {
                grow();
            }
            place(slots, hashes, term);
            size++;
            return term;
        }

        private void grow() {
            @Nullable Term[] larger = new Term[2 * slots.length];
            long[] more = new long[larger.length];
            for (Term term : slots) {
                if (term != null) {
                    place(larger, more, term);
                }
            }
            slots = larger;
            hashes = more;
        }

        private static void place(@Nullable Term[] slots, long[] hashes, Term term) {
            int i = start(term.hash(), slots.length);
            while (slots[i] != null) {
                i = (i + 1) & (slots.length - 1);
            }
            slots[i] = term;
            hashes[i] = term.hash();
        }

        private static int start(long hash, int length) {
            return (int) (hash >>> 20) & (length - 1);
        }
    }
}
