// Moments and durations in words, as this device's clock and time zone show them.

import { serverTime } from "../client/clock.js";
import { dayOf } from "../client/days.js";
import { formatted, t } from "./texts.js";

/** @type {Intl.DateTimeFormatOptions} */
const TIME = { hour: "numeric", minute: "2-digit" };
/** @type {Intl.DateTimeFormatOptions} */
const SHORT = { weekday: "short", day: "numeric", month: "short" };
/** @type {Intl.DateTimeFormatOptions} */
const DATE = { weekday: "long", day: "numeric", month: "long" };

const MINUTE = 60_000;

/** Whether a moment is today. @param {string} at */
export function isToday(at) {
  return nearness(at) === "today";
}

/** Whether a moment is today, yesterday or neither. @param {string} at @returns {"today" | "yesterday" | "other"} */
function nearness(at) {
  const now = new Date();
  if (dayOf(at) === now.toDateString()) return "today";
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  return dayOf(at) === yesterday.toDateString() ? "yesterday" : "other";
}

/** A moment's time. @param {string} at */
export function timeOf(at) {
  return formatted(new Date(at), TIME);
}

/** A moment: the time alone if it is today. @param {string} at */
export function moment(at) {
  const time = timeOf(at);
  return nearness(at) === "today" ? time : t("times.dayAndTime", { day: formatted(new Date(at), SHORT), time });
}

/** A moment's day in words. @param {string} at */
export function dayWords(at) {
  const near = nearness(at);
  if (near !== "other") return near === "today" ? t("times.today") : t("times.yesterday");
  const date = new Date(at);
  const isThisYear = date.getFullYear() === new Date().getFullYear();
  return formatted(date, isThisYear ? DATE : { ...DATE, year: "numeric" });
}

/** A moment after a verb: "at 9:30", or "on Monday, November 23, at 9:30". @param {string} at */
export function whenWords(at) {
  const time = timeOf(at);
  const near = nearness(at);
  if (near === "today") return t("times.atTime", { time });
  return near === "yesterday" ? t("times.yesterdayAt", { time }) : t("times.onDayAt", { day: dayWords(at), time });
}

/** How long someone has been waiting. @param {string} since */
export function waited(since) {
  const count = Math.floor((serverTime() - new Date(since).getTime()) / MINUTE);
  if (count < 1) return t("times.underAMinute");
  if (count < 60) return t("times.minutes", { count });
  const [hours, minutes] = [Math.floor(count / 60), count % 60];
  if (hours >= 24) return t("times.days", { count: Math.floor(hours / 24) });
  return minutes ? t("times.hoursAndMinutes", { hours, minutes }) : t("times.hours", { count: hours });
}
