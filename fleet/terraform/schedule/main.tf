# When a tenant syncs: the same expression that npx servicetitan-fleet makes. Airbyte's public API takes cron in UTC only,
# so the clock is the zone's in winter. It needs no provider, so it can be tried out by itself.

variable "key" {
  description = "Tenant key: decides on the tenant's minute in its window."
  type        = string
}

variable "time_zone" {
  description = "IANA name."
  type        = string
}

variable "schedule" {
  description = "As in tenants.yaml: { every, on, at, window_minutes }, { cron } or { manual = true }."
  type        = any
}

locals {
  # Minutes ahead of UTC in winter, of the zones that contractors of ServiceTitan are in. Of any other say `cron`.
  winter = {
    "America/St_Johns"    = -210
    "America/Halifax"     = -240
    "America/Puerto_Rico" = -240
    "America/New_York"    = -300
    "America/Toronto"     = -300
    "America/Detroit"     = -300
    "America/Chicago"     = -360
    "America/Winnipeg"    = -360
    "America/Regina"      = -360
    "America/Denver"      = -420
    "America/Edmonton"    = -420
    "America/Boise"       = -420
    "America/Phoenix"     = -420
    "America/Los_Angeles" = -480
    "America/Vancouver"   = -480
    "America/Anchorage"   = -540
    "Pacific/Honolulu"    = -600
    "UTC"                 = 0
  }
  weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  every = try(var.schedule.every, null)
  at    = [for part in split(":", try(var.schedule.at, "00:00")) : tonumber(part)]
  slot  = parseint(substr(sha256(var.key), 0, 8), 16) % try(var.schedule.window_minutes, 180)

  # A zone that is not in the list ends here, with its name in the message. Schedules without a clock need none.
  offset = local.every == null ? 0 : local.winter[var.time_zone]
  utc    = local.at[0] * 60 + local.at[1] + local.slot - local.offset
  days   = floor(local.utc / 1440)
  minute = local.utc - local.days * 1440
  time   = "0 ${local.minute % 60} ${floor(local.minute / 60)}"
  shown  = local.every == "week" ? upper(substr(local.weekdays[(index(local.weekdays, var.schedule.on) + local.days) % 7], 0, 3)) : ""
  month  = local.every == "month" ? var.schedule.on + local.days : 0

  calendar = {
    day   = "${local.time} * * ?"
    week  = "${local.time} ? * ${local.shown}"
    month = "${local.time} ${local.month} * ?"
  }
  cron = local.every == null ? try(var.schedule.cron, null) : local.calendar[local.every]
}

output "cron" {
  description = "Quartz expression (UTC); null for a tenant that is started by hand."
  value       = local.cron
}

output "schedule" {
  description = "What airbyte_connection takes."
  value       = local.cron == null ? { schedule_type = "manual", cron_expression = null } : { schedule_type = "cron", cron_expression = local.cron }
}
