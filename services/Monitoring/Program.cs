using MlOps.Monitoring;
using MlOps.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("monitoring");
builder.AddMonitoring();

var app = builder.Build();
app.MapServiceDefaults();
app.MapMonitoring();
await app.RunAsync();
