package earshot.control;

import earshot.memory.Budget;
import earshot.memory.Sum;
import java.util.List;
import java.util.Map;

/**
 * What was charged, for the last turn, the session, and this hour, day and month, and how the
 * budgets stand.
 */
public record UsageReport(Map<String, Sum> sums, List<Budget.Standing> budgets) {}
