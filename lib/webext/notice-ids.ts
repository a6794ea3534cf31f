/** Ids of notices about budgets; the budget's name follows. */
export const BUDGET_NOTICE = 'budget:';
/** Of alerts; the alert's id follows, so that its end takes the place of its beginning. */
export const ALERT_NOTICE = 'alert:';
