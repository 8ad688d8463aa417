using MlOps.Serving;
using MlOps.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("serving");
builder.AddServing();

var app = builder.Build();
app.MapServiceDefaults();
app.MapServing();
await app.RunAsync();
