package dev.karat.engine.normalize;

import org.jspecify.annotations.Nullable;

/**
 * One folded value that is compared: a name, a street, a postcode. Words are lower case, parted by single blanks.
 * Immutable. Terms of one {@link TermTable} are shared, so that most equal terms are the same object; the others are
 * told equal by hash and text.
 */
public final class Term {
    static final int[] NO_NICKNAMES = {};

    private final String text;
    private final long hash;
    private final long letters;
    private final int phonetic;
    private final int[] nicknames;
    private final Term @Nullable [] words;
    private final @Nullable Term reading;

    Term(String text, int phonetic, int[] nicknames, Term @Nullable [] words, @Nullable Term reading) {
        this.text = text;
        this.hash = Hash.of(text);
        this.letters = letters(text);
        this.phonetic = phonetic;
        this.nicknames = nicknames;
        this.words = words;
        this.reading = reading;
    }

    /** A term that is compared as it is, without sound, nicknames or words, such as an identifier. Not shared. */
    static Term plain(String text) {
        return new Term(text, 0, NO_NICKNAMES, null, null);
    }

    public String text() {
        return text;
    }

    /** 64-bit hash of the text: the same in every process and version. */
    public long hash() {
        return hash;
    }

    /**
     * Which characters occur in the text, one bit for each letter and digit of ASCII and some for all others: two texts
     * that are some edits apart differ in two bits an edit at most.
     */
    public long letters() {
        return letters;
    }

    private static long letters(String text) {
        long letters = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'a' && c <= 'z') {
                letters |= 1L << (c - 'a');
            } else if (c >= '0' && c <= '9') {
                letters |= 1L << (26 + c - '0');
            } else if (c != ' ') {
                letters |= 1L << (36 + c % 28);
            }
        }
        return letters;
    }

    /** For a text in Han characters one way to read it, which need not be its bearer's; else null. */
    public @Nullable Term reading() {
        return reading;
    }

    /** Code of the sound of the first word, equal for words that sound alike; 0 where it has none. */
    public int phonetic() {
        return phonetic;
    }

    /** Number of words, at least 1. */
    public int size() {
        return words == null ? 1 : words.length;
    }

    /** The word at an index from 0; a term of one word is its own word. */
    public Term word(int index) {
        return words == null ? this : words[index];
    }

    /** True if both are short forms of, or short form and full form of, one name, such as Bob and Robert. */
    public boolean isNicknameOf(Term other) {
        for (int group : nicknames) {
            for (int otherGroup : other.nicknames) {
                if (group == otherGroup) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A number that stands for the name behind a nickname: its first nickname group, else its sound, else its text. */
    public long root() {
        if (nicknames.length > 0) {
            return ~nicknames[0];
        }
        return phonetic != 0 ? phonetic : hash;
    }

    @SuppressWarnings("ReferenceEquality") // Shared terms are told equal by their reference, which is the fast path.
    public boolean sameAs(Term other) {
        return this == other || (hash == other.hash && text.equals(other.text));
    }

    /** The hash of a term, 0 where it is absent. */
    public static long hashOf(@Nullable Term term) {
        return term == null ? 0 : term.hash;
    }

    /** True if both are absent or both are the same term. */
    public static boolean same(@Nullable Term a, @Nullable Term b) {
        return a == null ? b == null : b != null && a.sameAs(b);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Term term && sameAs(term);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }

    /** The length only: a term is personal data and does not belong into a log by accident. */
    @Override
    public String toString() {
        return "Term[" + text.length() + "]";
    }
}
