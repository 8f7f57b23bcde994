output "connections" {
  description = "Connection id by tenant key."
  value       = { for key, connection in airbyte_connection.tenant : key => connection.connection_id }
}

output "schedules" {
  description = "Quartz expression (UTC) by tenant key; null for a tenant that is started by hand."
  value       = { for key, tenant in module.schedule : key => tenant.cron }
}
