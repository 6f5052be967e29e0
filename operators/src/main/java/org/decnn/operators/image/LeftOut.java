package org.decnn.operators.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What lay among pictures and was not read, by reason, in the order in which it was found. */
public final class LeftOut implements java.io.Serializable {

    private static final long serialVersionUID = 1L;

    private final LinkedHashMap<String, ArrayList<String>> names = new LinkedHashMap<>();

    /** Adds files, each for the same reason, as it follows "left out, as". */
    public void add(String reason, List<Path> files) {
        for (Path file : files) {
            names.computeIfAbsent(reason, key -> new ArrayList<>()).add(file.toString());
        }
    }

    /** Adds what cannot be read in a folder, and what lies in hidden ones. */
    public void addUnreadIn(PictureFolder folder) {
        add("it may not be read, or is a link that leads nowhere or back", folder.unread());
        addHidden(folder.hidden());
    }

    /** Adds pictures that lie in hidden folders. */
    public void addHidden(List<Path> pictures) {
        add("it lies in a hidden folder", pictures);
    }

    /** All names. */
    public List<String> names() {
        return names.values().stream().flatMap(List::stream).toList();
    }

    /** A line for each reason. */
    public List<String> lines() {
        return names.entrySet().stream().map(LeftOut::line).toList();
    }

    private static String line(Map.Entry<String, ArrayList<String>> entry) {
        int more = entry.getValue().size() - 1;
        return "left out, as "
                + entry.getKey()
                + ": "
                + entry.getValue().get(0)
                + (more > 0 ? " and " + more + " more" : "");
    }
}
