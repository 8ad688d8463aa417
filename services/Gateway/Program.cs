using MlOps.Gateway;
using MlOps.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("gateway");
builder.AddGateway();

var app = builder.Build();
app.MapServiceDefaults();
app.MapGateway();
await app.RunAsync();
