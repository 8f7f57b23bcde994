// Airbyte's schedules: Quartz in UTC, six or seven fields, `?` in one of day of month and day of week.

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** @returns {number} of a number or a name; NaN for anything else */
function valueOf(text, names) {
  const at = names.indexOf(text.toUpperCase());
  if (at >= 0) return at + 1;
  return /^\d+$/.test(text) ? Number(text) : NaN;
}

/** The values that a field of lists, ranges and steps means; null when it is none. */
function valuesOf(field, [from, to], names = []) {
  const values = new Set();
  for (const part of field.split(',')) {
    const [range, step = '1'] = part.split('/');
    const [first, last] = range === '*' ? [from, to] : range.split('-').map((text) => valueOf(text, names));
    const end = last ?? (part.includes('/') ? to : first);
    const by = /^\d+$/.test(step) ? Number(step) : NaN;
    if (!(first >= from && end <= to && first <= end && by > 0)) return null;
    for (let value = first; value <= end; value += by) values.add(value);
  }
  return values;
}

/** Whether a day of the month is meant: numbers, L, LW or nothing said. */
function dayOfMonthTest(field) {
  if (field === '?' || field === '*') return () => true;
  const lastOf = (date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  if (field.toUpperCase() === 'L') return (date) => date.getUTCDate() === lastOf(date);
  const days = valuesOf(field, [1, 31]);
  return days === null ? null : (date) => days.has(date.getUTCDate());
}

/** Whether a day of the week is meant: numbers and names, the nth (2#1) or the last (6L) of the month. */
function dayOfWeekTest(field) {
  if (field === '?' || field === '*') return () => true;
  const nth = /^(\w+)#([1-5])$/.exec(field);
  const last = /^(\d|[A-Za-z]{3})L$/.exec(field);
  const single = valueOf((nth ?? last ?? [])[1] ?? '', dayNames);
  const isDay = (date, day) => date.getUTCDay() + 1 === day;
  if (nth) return (date) => isDay(date, single) && Math.ceil(date.getUTCDate() / 7) === Number(nth[2]);
  const nextWeek = (date) => new Date(date.getTime() + 7 * 86_400_000);
  if (last) return (date) => isDay(date, single) && nextWeek(date).getUTCMonth() !== date.getUTCMonth();
  const days = valuesOf(field, [1, 7], dayNames);
  return days === null ? null : (date) => days.has(date.getUTCDay() + 1);
}

/**
 * A schedule to ask for its moments; null when Airbyte would not take the expression, or when it uses a form that is
 * not known here (W, LW).
 */
function quartz(expression) {
  const fields = expression
    .replace(/\s*UTC$/, '')
    .trim()
    .split(/\s+/);
  if (fields.length < 6 || fields.length > 7) return null;
  const [second, minute, hour, dayOfMonth, month, dayOfWeek, year = '*'] = fields;
  if (!/^[0-5]?\d$/.test(second) || !/^[0-5]?\d$/.test(minute)) return null;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) return null;
  const hours = valuesOf(hour, [0, 23]);
  const months = valuesOf(month, [1, 12], monthNames);
  const years = valuesOf(year, [1970, 2099]);
  const tests = [dayOfMonthTest(dayOfMonth), dayOfWeekTest(dayOfWeek)];
  if (hours === null || months === null || years === null || tests.includes(null)) return null;
  const sorted = [...hours].sort((one, other) => one - other);
  const isDay = (date) =>
    years.has(date.getUTCFullYear()) && months.has(date.getUTCMonth() + 1) && tests.every((test) => test(date));
  /** The moments of a UTC day. */
  const ofDay = (start) =>
    isDay(new Date(start)) ? sorted.map((h) => start + ((h * 60 + Number(minute)) * 60 + Number(second)) * 1000) : [];
  const day = 86_400_000;
  /** Looks at so many days, which is enough for 29 February. */
  const horizon = 366 * 5;
  const walk = (moment, direction) => {
    const today = Math.floor(moment / day) * day;
    for (let step = 0; step <= horizon; step += 1) {
      const moments = ofDay(today + direction * step * day);
      const found =
        direction > 0 ? moments.find((each) => each > moment) : moments.reverse().find((each) => each <= moment);
      if (found !== undefined) return new Date(found);
    }
    return null;
  };
  return {
    /** The first moment after this one. */
    after: (date) => walk(date.getTime(), 1),
    /** The last moment at or before this one. */
    before: (date) => walk(date.getTime(), -1),
  };
}

module.exports = { quartz };
